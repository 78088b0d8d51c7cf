package dev.quittance.signer.registration;

import dev.quittance.protocol.MalformedException;
import dev.quittance.signer.account.AccountOpening;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.principal.PrincipalsFile;
import dev.quittance.signer.principal.Registration;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Registers the principals of the file when the service starts, and opens the accounts that they lack. */
@Singleton
public final class Registrar {
    private static final Logger LOG = Logger.getLogger(Registrar.class);

    private final RegistrationConfig config;
    private final Database database;
    private final PrincipalStore principals;
    private final AccountOpening accounts;
    private final PrincipalDirectory directory;

    Registrar(
            RegistrationConfig config,
            Database database,
            PrincipalStore principals,
            AccountOpening accounts,
            PrincipalDirectory directory) {
        this.config = config;
        this.database = database;
        this.principals = principals;
        this.accounts = accounts;
        this.directory = directory;
    }

    void onStart(@Observes StartupEvent event) {
        try {
            register();
        } catch (MalformedException | IllegalStateException e) {
            throw new ConfigurationException("the principals file " + config.principalsFile() + ": " + e.getMessage()
                    + "; correct it, or quittance.signer.principals-file");
        }
    }

    /**
     * Makes the file's principals, keys and accounts the ones that count. Keys that the file no longer names are revoked;
     * accounts are kept for ever.
     *
     * @throws IllegalStateException when a principal would change its role, or an account its principal
     */
    public void register() {
        List<Principal> declared = PrincipalsFile.parse(readFile());
        Map<String, Registration> keys = database.inTransaction(connection -> {
            principals.lockRegistration(connection);
            principals.forgetKeys(connection);
            for (Principal principal : declared) {
                principals.register(connection, principal);
                for (String account : principal.accounts()) {
                    accounts.open(connection, account, principal.caller());
                }
                for (String account : principal.receiptAccounts()) {
                    accounts.openForReceipts(connection, account, principal.caller());
                }
            }
            return principals.keysById(connection);
        });
        directory.replace(keys);
        LOG.infof("registered %d principals with %d keys", declared.size(), keys.size());
    }

    private byte[] readFile() {
        return SecretFile.bytes(config.principalsFile(), "quittance.signer.principals-file");
    }
}
