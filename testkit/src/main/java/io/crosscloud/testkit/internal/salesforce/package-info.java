/** The inner workings of the fake of Salesforce: its state, its token endpoint, its login pages and its small APIs. */
package io.crosscloud.testkit.internal.salesforce;
