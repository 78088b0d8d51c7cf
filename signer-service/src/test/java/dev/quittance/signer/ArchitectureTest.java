package dev.quittance.signer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.quittance.signer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule HAS_NO_WAY_OUT_BUT_ITS_DATABASE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net..", "org.apache.kafka..", "dev.quittance.evm.rpc..", "jakarta.ws.rs.client..");

    @ArchTest
    static final ArchRule KEYS_ARE_LENT_TO_THE_GATE_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages("..signer.account..", "..signer.gate..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.quittance.evm.secp256k1.PrivateKey")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.quittance.signer.account.KeyVault");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.quittance.signer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule RULES_ARE_PURE = noClasses()
            .that()
            .haveSimpleNameEndingWith("Rules")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "io.quarkus..", "jakarta..", "dev.quittance.signer.database..")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");
}
