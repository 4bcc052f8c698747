package io.midplatform.aws.sqs;

import io.midplatform.aws.session.AwsCredentials;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.aws.session.AwsRetry;
import io.midplatform.config.Default;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of a queue on SQS. {@code queue} and {@code dead-letter} are names or, for queues of other accounts, whole URLs.
 *
 * @param region the region; the SDK's own chain decides if absent
 * @param endpoint where the service is, for anything but AWS's own
 * @param credentials who calls
 * @param http the HTTP client; a long poll stays under its {@code socket-timeout}
 * @param retry how often what failed is tried
 * @param create whether to make the queue and its dead-letter queue if they are missing
 * @param ordered whether it is a FIFO queue; its name ends in {@code .fifo}, which is added where it is missing
 * @param maxDeliveries how often a message is delivered before it goes to the dead-letter queue; a redrive policy must allow two more
 */
public record SqsSettings(
        Optional<String> region,
        Optional<URI> endpoint,
        AwsCredentials credentials,
        AwsHttp http,
        AwsRetry retry,
        @Default("false") boolean create,
        @Default("false") boolean ordered,
        @Default("5") int maxDeliveries) {}
