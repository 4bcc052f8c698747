package io.midplatform.aws.session;

import io.midplatform.aws.config.AwsConfigSettings;
import io.midplatform.aws.elasticache.ElastiCacheSettings;
import io.midplatform.aws.s3.S3Settings;
import io.midplatform.aws.sqs.SqsSettings;
import io.midplatform.cloudtests.DocumentedSettings;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentedSettingsTest {
    private static final DocumentedSettings PAGE =
            new DocumentedSettings("aws.md", Set.of("region", "endpoint", "credentials", "http", "retry"));

    @Test
    void session_isListed_andIsTheSameEverywhere() throws IOException {
        PAGE.assertSession(S3Settings.class);
        PAGE.assertSession(SqsSettings.class);
        PAGE.assertSession(AwsConfigSettings.class);
    }

    @Test
    void services_areListed() throws IOException {
        PAGE.assertListed("S3", S3Settings.class);
        PAGE.assertListed("SQS", SqsSettings.class);
        PAGE.assertListed("ElastiCache and MemoryDB", ElastiCacheSettings.class);
        PAGE.assertListed("Configuration", AwsConfigSettings.class);
    }
}
