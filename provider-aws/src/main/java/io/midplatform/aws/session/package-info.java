/** What the providers of one AWS account share: settings, credentials, one HTTP client. */
package io.midplatform.aws.session;
