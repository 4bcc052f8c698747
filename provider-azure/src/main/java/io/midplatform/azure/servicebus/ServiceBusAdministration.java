package io.midplatform.azure.servicebus;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.UrlBuilder;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClientBuilder;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import com.azure.messaging.servicebus.administration.models.QueueRuntimeProperties;
import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.queue.Depth;
import io.midplatform.spi.Deadline;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The management API of a namespace, over HTTP: it counts, and it tells how a queue was made. It needs rights of its own. */
final class ServiceBusAdministration {
    private final ServiceBusAdministrationClient client;
    private final String queue;
    private final boolean deadLetters;

    ServiceBusAdministration(
            AzureSession session,
            AzureRetry retry,
            ServiceBusSettings settings,
            Optional<String> namespace,
            String queue,
            boolean deadLetters) {
        ServiceBusAdministrationClientBuilder builder =
                session.configure(new ServiceBusAdministrationClientBuilder(), retry);
        AzureCredentials who = session.credentials();
        if (who.connectionString().isPresent()) {
            String text = who.connectionString().map(Secret::reveal).orElseThrow();
            ServiceBusConnection.read(() -> connect(builder, new ServiceBusConnection(text)));
        } else if (who.sas().isPresent()) {
            builder.endpoint("https://" + ServiceBusClients.host(namespace.orElseThrow()))
                    .credential(
                            new AzureSasCredential(who.sas().map(Secret::reveal).orElseThrow()));
        } else {
            builder.credential(ServiceBusClients.host(namespace.orElseThrow()), session.requestTokens());
        }
        settings.managementEndpoint().ifPresent(uri -> builder.addPolicy(new Elsewhere(uri)));
        this.client = builder.buildClient();
        this.queue = queue;
        this.deadLetters = deadLetters;
    }

    /** The SDK takes those of a namespace with a key only. */
    private static ServiceBusAdministrationClientBuilder connect(
            ServiceBusAdministrationClientBuilder builder, ServiceBusConnection connection) {
        Optional<String> signature = connection.part("SharedAccessSignature");
        return signature.isPresent()
                ? builder.endpoint("https://"
                                + URI.create(connection.part("Endpoint").orElseThrow(IllegalArgumentException::new))
                                        .getHost())
                        .credential(new AzureSasCredential(signature.get()))
                : builder.connectionString(connection.without("EntityPath"));
    }

    /** Locked messages count among those that are there: the service does not tell them apart. */
    Depth depth(Deadline deadline) throws InterruptedException {
        QueueRuntimeProperties told = AzureCall.call(
                        deadline, context -> client.getQueueRuntimePropertiesWithResponse(queue, context))
                .getValue();
        return deadLetters
                ? Depth.of(told.getDeadLetterMessageCount())
                : Depth.of((long) told.getActiveMessageCount() + told.getScheduledMessageCount());
    }

    QueueProperties properties(Deadline deadline) throws InterruptedException {
        return AzureCall.call(deadline, context -> client.getQueueWithResponse(queue, context))
                .getValue();
    }

    void create(CreateQueueOptions options, Deadline deadline) throws InterruptedException {
        AzureCall.call(deadline, context -> client.createQueueWithResponse(queue, options, context));
    }

    /** The SDK knows only hosts, on their usual port. */
    private record Elsewhere(URI endpoint) implements HttpPipelinePolicy {
        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            redirect(context);
            return next.process();
        }

        @Override
        public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
            redirect(context);
            return next.processSync();
        }

        private void redirect(HttpPipelineCallContext context) {
            UrlBuilder url = UrlBuilder.parse(context.getHttpRequest().getUrl())
                    .setScheme(endpoint.getScheme())
                    .setHost(endpoint.getHost());
            if (endpoint.getPort() > 0) {
                url.setPort(endpoint.getPort());
            }
            try {
                context.getHttpRequest().setUrl(url.toUrl());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("management-endpoint is no URL", e);
            }
        }
    }
}
