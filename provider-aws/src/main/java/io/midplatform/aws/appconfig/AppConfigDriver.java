package io.midplatform.aws.appconfig;

import io.midplatform.aws.session.AwsCalls;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.ProviderContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.appconfigdata.model.BadRequestException;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationResponse;

/**
 * One configuration profile, read by AppConfig's session protocol: each answer brings the token of the next request and the time to wait, and is
 * empty while nothing has changed.
 */
public final class AppConfigDriver implements ConfigSourceDriver {
    /** The interval that the service tells when it is not asked for another. */
    private static final Duration USUAL = Duration.ofMinutes(1);

    private final AppConfigDataClient client;
    private final AppConfigSettings settings;
    private final PlatformTime time;
    private final Polling polling;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable String token;
    private @Nullable SourceContent held; // what the token's session has given last
    private long notBefore;
    private volatile Duration told; // by the service; before it has, the interval of the settings

    /**
     * A driver that owns its client.
     *
     * @param client the client
     * @param settings what to read
     * @param context the source
     */
    public AppConfigDriver(AppConfigDataClient client, AppConfigSettings settings, ProviderContext context) {
        this.client = client;
        this.settings = settings;
        this.time = context.time();
        this.told = settings.interval().orElse(USUAL);
        this.polling = new Polling(context, told, AwsErrors::isThrottling);
    }

    @Override
    public SourceContent load(Deadline deadline) throws Exception {
        return polling.load(() -> read(deadline));
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
        return polling.changedSince(version, () -> read(deadline));
    }

    /** One after the other: references to secrets are resolved on any thread, and a token is for one request. */
    private SourceContent read(Deadline deadline) throws InterruptedException {
        reading.lockInterruptibly();
        try {
            return latest(deadline);
        } finally {
            reading.unlock();
        }
    }

    private SourceContent latest(Deadline deadline) throws InterruptedException {
        SourceContent known = held;
        if (known != null && token != null && time.nanoTime() - notBefore < 0) {
            return known; // the service does not want to be asked yet
        }
        if (token == null) {
            return poll(start(deadline), deadline);
        }
        try {
            return poll(token, deadline);
        } catch (BadRequestException e) {
            if (AppConfigErrors.isTokenSpent(e)) {
                token = null;
                return poll(start(deadline), deadline);
            }
            throw e;
        }
    }

    /** Starts a session, whose first answer is the whole profile. */
    private String start(Deadline deadline) throws InterruptedException {
        held = null;
        Integer seconds = settings.interval()
                .map(interval -> Math.toIntExact(interval.toSeconds()))
                .orElse(null);
        String first = AwsCalls.call(() -> client.startConfigurationSession(
                        request -> request.applicationIdentifier(settings.application())
                                .environmentIdentifier(settings.environment())
                                .configurationProfileIdentifier(settings.profile())
                                .requiredMinimumPollIntervalInSeconds(seconds)
                                .overrideConfiguration(AwsSession.within(deadline))))
                .initialConfigurationToken();
        token = first;
        return first;
    }

    private SourceContent poll(String with, Deadline deadline) throws InterruptedException {
        GetLatestConfigurationResponse answer = AwsCalls.call(() -> client.getLatestConfiguration(
                request -> request.configurationToken(with).overrideConfiguration(AwsSession.within(deadline))));
        Integer seconds = answer.nextPollIntervalInSeconds();
        told = seconds == null || seconds < 1 ? USUAL : Duration.ofSeconds(seconds);
        SourceContent known = held;
        boolean empty = answer.configuration().asByteArrayUnsafe().length == 0;
        token = null; // should the document be of no use, the next read starts anew and says so again
        SourceContent content = known != null && empty ? known : AppConfigMapping.content(settings, answer);
        token = answer.nextPollConfigurationToken();
        held = content;
        notBefore = time.nanoTime() + told.toNanos();
        return content;
    }

    @Override
    public Duration pollInterval() {
        // the engine asks up to a tenth earlier than it is told, the service not at all
        return polling.next(told.multipliedBy(10).dividedBy(9).plusNanos(10));
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Failure classify(Throwable thrown) {
        return AppConfigErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        read(deadline);
        return List.of(Finding.ok("the profile can be read"));
    }

    @Override
    public String physicalName() {
        return settings.name();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == AppConfigDataClient.class ? Optional.of(type.cast(client)) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
