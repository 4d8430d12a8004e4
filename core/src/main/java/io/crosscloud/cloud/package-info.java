/** Where one logs in: a Salesforce org or an Engagement tenant, and who the client is. */
@NullMarked
package io.crosscloud.cloud;

import org.jspecify.annotations.NullMarked;
