/** Secrets in Secrets Manager. */
package io.midplatform.aws.secretsmanager;
