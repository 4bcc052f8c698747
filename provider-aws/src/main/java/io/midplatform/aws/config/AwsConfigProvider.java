package io.midplatform.aws.config;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.aws.appconfig.AppConfigDriver;
import io.midplatform.aws.parameterstore.ParameterStoreDriver;
import io.midplatform.aws.polling.Polling;
import io.midplatform.aws.secretsmanager.SecretsManagerDriver;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
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
        try {
            return switch (settings.service()) {
                case PARAMETER_STORE -> ParameterStore.open(context, session, settings);
                case APP_CONFIG -> AppConfig.open(context, session, settings);
                case SECRETS_MANAGER -> SecretsManager.open(context, session, settings);
            };
        } catch (NoClassDefFoundError excluded) {
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, "the SDK of the service is not on the class path.")
                            .advice("Add software.amazon.awssdk:" + artifact(settings.service()) + "."),
                    excluded);
        }
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
            return new ParameterStoreDriver(client, own, new Polling(context, own.interval()));
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
            return new SecretsManagerDriver(client, own, new Polling(context, own.interval()));
        }
    }
}
