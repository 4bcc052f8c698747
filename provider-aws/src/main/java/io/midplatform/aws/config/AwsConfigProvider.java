package io.midplatform.aws.config;

import io.midplatform.Support;
import io.midplatform.aws.appconfig.AppConfigDriver;
import io.midplatform.aws.parameterstore.ParameterStoreDriver;
import io.midplatform.aws.secretsmanager.SecretsManagerDriver;
import io.midplatform.aws.session.AwsArtifact;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.spi.ProviderContext;
import java.util.Map;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Configuration from Parameter Store, AppConfig and Secrets Manager. */
public final class AwsConfigProvider implements ConfigProvider {
    /** For the service loader. */
    public AwsConfigProvider() {}

    @Override
    public String type() {
        return "aws";
    }

    @Override
    public Class<? extends Record> settings() {
        return AwsConfigSettings.class;
    }

    @Override
    public ConfigCapabilities capabilities(ProviderContext context) {
        return new ConfigCapabilities(Map.of(ConfigFeature.CHANGES, Support.EMULATED));
    }

    @Override
    public ConfigSourceDriver open(ProviderContext context) {
        AwsConfigSettings settings = context.settings(AwsConfigSettings.class);
        AwsSession session = AwsSession.of(context, settings.credentials(), settings.http(), settings.region());
        return AwsArtifact.needed(artifact(settings.service()), "the source", () -> switch (settings.service()) {
            case PARAMETER_STORE -> ParameterStore.open(context, session, settings);
            case APP_CONFIG -> AppConfig.open(context, session, settings);
            case SECRETS_MANAGER -> SecretsManager.open(context, session, settings);
        });
    }

    private static String artifact(AwsConfigSettings.Service service) {
        return switch (service) {
            case PARAMETER_STORE -> "ssm";
            case APP_CONFIG -> "appconfigdata";
            case SECRETS_MANAGER -> "secretsmanager";
        };
    }

    // a class each: the SDK of one is not needed to load another

    private static final class ParameterStore {
        static ConfigSourceDriver open(ProviderContext context, AwsSession session, AwsConfigSettings settings) {
            SsmClient client = session.configure(SsmClient.builder(), settings.endpoint(), settings.retry())
                    .build();
            var own = settings.parameterStore();
            return new ParameterStoreDriver(client, own, new Polling(context, own.interval(), AwsErrors::isThrottling));
        }
    }

    private static final class AppConfig {
        static ConfigSourceDriver open(ProviderContext context, AwsSession session, AwsConfigSettings settings) {
            AppConfigDataClient client = session.configure(
                            AppConfigDataClient.builder(), settings.endpoint(), settings.retry())
                    .build();
            return new AppConfigDriver(client, settings.appConfig(), context);
        }
    }

    private static final class SecretsManager {
        static ConfigSourceDriver open(ProviderContext context, AwsSession session, AwsConfigSettings settings) {
            SecretsManagerClient client = session.configure(
                            SecretsManagerClient.builder(), settings.endpoint(), settings.retry())
                    .build();
            var own = settings.secretsManager();
            return new SecretsManagerDriver(client, own, new Polling(context, own.interval(), AwsErrors::isThrottling));
        }
    }
}
