package dev.quittance.gateway.receipt;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.vitals.ExpectedSigner;
import dev.quittance.vitals.SecretFile;
import dev.quittance.vitals.SignerTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Puts receipts together as they are configured; what is wrong with a file ends the start in one line. */
@ApplicationScoped
final class ReceiptParts {
    private static final Logger LOG = Logger.getLogger(ReceiptParts.class);
    private static final String PREFIX = "quittance.gateway.receipt";

    @Produces
    @Singleton
    Receipts receipts(ReceiptConfig config, DataSource dataSource, MeterRegistry metrics) {
        if (config.signerUrl().isEmpty()) {
            LOG.info("No receipts are issued: quittance.gateway.receipt.signer-url is not set");
            return new NoReceipts();
        }
        return new IssuedReceipts(
                new ReceiptStore(dataSource),
                signer(config, config.signerUrl().get(), metrics),
                config,
                InstantSource.system(),
                metrics);
    }

    void start(@Observes StartupEvent event, Receipts receipts) {
        if (receipts instanceof IssuedReceipts issued) {
            issued.start();
        }
    }

    void close(@Disposes Receipts receipts) {
        if (receipts instanceof IssuedReceipts issued) {
            issued.close();
        }
    }

    private static ReceiptSigner signer(ReceiptConfig config, URI url, MeterRegistry metrics) {
        Path file = config.keyFile()
                .orElseThrow(() -> new ConfigurationException(
                        PREFIX + ".key-file is missing: the signer must know who asks for receipts"));
        var tls = new SignerTls(PREFIX, config.caFile(), config.certificateFile(), config.certificateKeyFile());
        var expected = new ExpectedSigner(PREFIX, config.measurementsFile(), config.trustRoot(), config.documentLife());
        try {
            var tokens = new RequestTokenSigner(
                    config.principal(),
                    SecretFile.text(file, PREFIX + ".key-file"),
                    new SecureRandom(),
                    InstantSource.system());
            return new ReceiptSigner(
                    ReceiptSigner.httpClient(tls.context()),
                    url,
                    config.account(),
                    config.signerAddress().map(Address::parse),
                    config.signTimeout(),
                    tokens,
                    Secp256k1.create(),
                    expected.at(url, InstantSource.system(), metrics));
        } catch (MalformedException e) {
            throw new ConfigurationException(PREFIX + ": " + e.getMessage());
        }
    }
}
