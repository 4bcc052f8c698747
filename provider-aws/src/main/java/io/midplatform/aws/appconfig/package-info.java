/** Configuration in AppConfig. */
package io.midplatform.aws.appconfig;
