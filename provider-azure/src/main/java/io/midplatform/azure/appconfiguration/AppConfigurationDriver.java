package io.midplatform.azure.appconfiguration;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.MatchConditions;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.data.appconfiguration.ConfigurationClient;
import com.azure.data.appconfiguration.ConfigurationClientBuilder;
import com.azure.data.appconfiguration.models.ConfigurationSetting;
import com.azure.data.appconfiguration.models.SettingSelector;
import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ProviderContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store that a filter and a label select, or those of a snapshot. A selection is read again by the ETags of its pages: one request
 * for each page, whose answer is empty while nothing on it has changed. A snapshot never changes and is read once.
 */
public final class AppConfigurationDriver implements ConfigSourceDriver {
    /** A page of the selection. */
    private record Page(@Nullable String etag, List<ConfigurationSetting> settings) {}

    private final ConfigurationClient client;
    private final AppConfigurationSettings settings;
    private final References references;
    private final Polling polling;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile List<Page> pages = List.of();
    private volatile Duration told = Duration.ZERO; // by the service: not to be asked before

    private AppConfigurationDriver(
            ConfigurationClient client, AppConfigurationSettings settings, References references, Polling polling) {
        this.client = client;
        this.settings = settings;
        this.references = references;
        this.polling = polling;
    }

    /**
     * A driver over a session's HTTP client and tokens.
     *
     * @param context the source
     * @param session the session
     * @param retry how often what failed is tried
     * @param settings what to read
     * @return the driver
     */
    public static AppConfigurationDriver open(
            ProviderContext context, AzureSession session, AzureRetry retry, AppConfigurationSettings settings) {
        ConfigurationClientBuilder builder = session.configure(new ConfigurationClientBuilder(), retry);
        settings.connectionString().map(Secret::reveal).ifPresent(builder::connectionString);
        settings.endpoint().map(URI::toString).ifPresent(builder::endpoint);
        if (settings.connectionString().isEmpty()) {
            builder.credential(session.requestTokens());
        }
        return new AppConfigurationDriver(
                builder.buildClient(),
                settings,
                new References(session, retry, settings, context.time()),
                new Polling(context, settings.interval(), AzureErrors::isThrottling));
    }

    @Override
    public SourceContent load(Deadline deadline) throws Exception {
        return polling.load(() -> read(deadline));
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
        return polling.changedSince(version, () -> read(deadline));
    }

    /** One after the other: references to secrets are resolved on any thread. */
    private SourceContent read(Deadline deadline) throws InterruptedException {
        reading.lockInterruptibly();
        try {
            told = Duration.ZERO;
            List<Page> present = AzureCall.whole(deadline, this::list);
            Collection<ConfigurationSetting> all = settings(present);
            SourceContent content = AppConfigurationMapping.content(all, references.resolve(all, deadline));
            pages = present; // not before all of it is there
            return content;
        } catch (RuntimeException e) {
            told = AzureErrors.retryAfter(e);
            throw e;
        } finally {
            reading.unlock();
        }
    }

    private List<Page> list(Context context) {
        if (settings.snapshot().isPresent()) {
            return pages.isEmpty() ? snapshot(settings.snapshot().get(), context) : pages;
        }
        List<Page> present = new ArrayList<>();
        boolean isKnown = !pages.isEmpty();
        Iterator<PagedResponse<ConfigurationSetting>> answers = client.listConfigurationSettings(
                        selector(isKnown), context)
                .iterableByPage()
                .iterator();
        while (answers.hasNext()) {
            PagedResponse<ConfigurationSetting> answer = answers.next();
            if (answer.getStatusCode() == 304) {
                present.add(pages.get(present.size()));
                continue;
            }
            present.add(page(answer));
            String next = answer.getContinuationToken();
            if (isKnown && next != null) {
                // the pages that follow may begin elsewhere now: their ETags say nothing any more
                isKnown = false;
                answers = client.listConfigurationSettings(selector(false), context)
                        .iterableByPage(next)
                        .iterator();
            }
        }
        return present;
    }

    private List<Page> snapshot(String name, Context context) {
        List<Page> present = new ArrayList<>();
        for (PagedResponse<ConfigurationSetting> answer :
                client.listConfigurationSettingsForSnapshot(name, null, context).iterableByPage()) {
            present.add(page(answer));
        }
        return present;
    }

    private SettingSelector selector(boolean isKnown) {
        SettingSelector selector = new SettingSelector()
                .setKeyFilter(settings.keyFilter().orElse("*"))
                .setLabelFilter(settings.labelFilter());
        if (isKnown) {
            selector.setMatchConditions(pages.stream()
                    .map(page -> new MatchConditions().setIfNoneMatch(page.etag()))
                    .toList());
        }
        return selector;
    }

    private static Page page(PagedResponse<ConfigurationSetting> answer) {
        return new Page(answer.getHeaders().getValue(HttpHeaderName.ETAG), List.copyOf(answer.getValue()));
    }

    /** By name and label: a setting that is written between two pages may stand on both. */
    private static Collection<ConfigurationSetting> settings(List<Page> present) {
        SortedMap<String, ConfigurationSetting> all = new TreeMap<>();
        present.forEach(page ->
                page.settings().forEach(setting -> all.put(setting.getKey() + "\0" + setting.getLabel(), setting)));
        return all.values();
    }

    @Override
    public Duration pollInterval() {
        Duration usual = polling.next();
        if (settings.snapshot().isPresent() && !pages.isEmpty()) {
            if (!references.isAnyOpen()) {
                return Duration.ZERO; // never changes
            }
            usual = polling.next(settings.referenceInterval());
        }
        return usual.compareTo(told) < 0 ? told : usual;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Failure classify(Throwable thrown) {
        return AppConfigurationErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        if (!read(deadline).values().isEmpty()) {
            return List.of(Finding.ok("settings can be read"));
        }
        // a label that no setting has and a filter that none matches are the same to the service
        return List.of(new Finding(
                "settings",
                Finding.Status.WARNING,
                "none is selected in " + settings.name() + "; check key-filter and label"));
    }

    @Override
    public String physicalName() {
        return settings.name();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == ConfigurationClient.class ? Optional.of(type.cast(client)) : Optional.empty();
    }

    @Override
    public void close() {
        // the HTTP client is the session's
    }
}
