/** Configuration from AWS: one provider, three services. */
package io.midplatform.aws.config;
