/** Where one logs in: the two clouds, a Salesforce org, an Engagement tenant, and who the client is. */
@NullMarked
package io.crosscloud.cloud;

import org.jspecify.annotations.NullMarked;
