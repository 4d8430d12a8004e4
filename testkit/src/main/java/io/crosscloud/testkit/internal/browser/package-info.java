/** What it takes to log in to a fake by its own pages: fetching them, and reading the one form on each. */
package io.crosscloud.testkit.internal.browser;
