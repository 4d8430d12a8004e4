/** The inner workings of the fake of Marketing Cloud Engagement: its tokens, its pages, its REST and SOAP surface. */
package io.crosscloud.testkit.internal.engagement;
