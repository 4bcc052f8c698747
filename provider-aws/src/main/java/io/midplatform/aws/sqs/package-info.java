/** Queues on SQS. */
package io.midplatform.aws.sqs;
