/** Configuration in Parameter Store. */
package io.midplatform.aws.parameterstore;
