/** The SOAP interface of the fake of Marketing Cloud Engagement: {@code Service.asmx}. */
package io.crosscloud.testkit.internal.engagement.soap;
