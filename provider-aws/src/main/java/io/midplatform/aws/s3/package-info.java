/** Buckets on S3. */
package io.midplatform.aws.s3;
