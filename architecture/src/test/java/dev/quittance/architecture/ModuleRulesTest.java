package dev.quittance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;

/** The house: which module may know which, and what each must never touch. */
@AnalyzeClasses(packages = "dev.quittance", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String OURS = "dev.quittance..";
    private static final String PROTOCOL = "dev.quittance.protocol..";
    private static final String EVM = "dev.quittance.evm..";
    private static final String SCHEMES = "dev.quittance.schemes..";
    private static final String EVENTS = "dev.quittance.events..";
    private static final String VITALS = "dev.quittance.vitals..";
    private static final String ATTESTATION = "dev.quittance.attestation..";
    private static final String TRANSPARENCY = "dev.quittance.transparency..";
    private static final String GATEWAY = "dev.quittance.gateway..";
    private static final String FACILITATOR = "dev.quittance.facilitator..";
    private static final String WORKER = "dev.quittance.worker..";
    private static final String SIGNER = "dev.quittance.signer..";
    private static final String AGENT = "dev.quittance.agent..";

    @ArchTest
    static final ArchRule protocolKnowsNothingElse = knowsOnly(PROTOCOL);

    @ArchTest
    static final ArchRule evmKnowsProtocol = knowsOnly(EVM, PROTOCOL);

    @ArchTest
    static final ArchRule schemesKnowEvmAndProtocol = knowsOnly(SCHEMES, EVM, PROTOCOL);

    @ArchTest
    static final ArchRule eventsStandAlone = knowsOnly(EVENTS);

    @ArchTest
    static final ArchRule vitalsKnowProtocolAndAttestation = knowsOnly(VITALS, PROTOCOL, ATTESTATION);

    @ArchTest
    static final ArchRule attestationKnowsTheProtocol = knowsOnly(ATTESTATION, PROTOCOL);

    @ArchTest
    static final ArchRule transparencyKnowsTheProtocol = knowsOnly(TRANSPARENCY, PROTOCOL);

    @ArchTest
    static final ArchRule gatewayMeetsOthersOnlyOutside =
            knowsOnly(GATEWAY, PROTOCOL, EVM, SCHEMES, EVENTS, VITALS, ATTESTATION, TRANSPARENCY);

    @ArchTest
    static final ArchRule facilitatorMeetsOthersOnlyOutside =
            knowsOnly(FACILITATOR, PROTOCOL, EVM, SCHEMES, EVENTS, VITALS, ATTESTATION, TRANSPARENCY);

    @ArchTest
    static final ArchRule workerMeetsOthersOnlyOutside =
            knowsOnly(WORKER, PROTOCOL, EVM, SCHEMES, EVENTS, VITALS, ATTESTATION, TRANSPARENCY);

    @ArchTest
    static final ArchRule signerMeetsOthersOnlyOutside =
            knowsOnly(SIGNER, PROTOCOL, EVM, SCHEMES, VITALS, ATTESTATION, TRANSPARENCY);

    @ArchTest
    static final ArchRule agentKnowsOnlyTheProtocolSide =
            knowsOnly(AGENT, PROTOCOL, EVM, SCHEMES, ATTESTATION, TRANSPARENCY);

    @ArchTest
    static final ArchRule theProtocolSideDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(PROTOCOL, SCHEMES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "java.sql..", "java.nio.file..", "java.nio.channels..");

    @ArchTest
    static final ArchRule theProtocolSideKnowsNoFramework = noClasses()
            .that()
            .resideInAnyPackage(PROTOCOL, EVM, SCHEMES, EVENTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..");

    @ArchTest
    static final ArchRule theSignerCallsNobody = noClasses()
            .that()
            .resideInAnyPackage(SIGNER, VITALS)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.net\\.http\\..*|org\\.apache\\.kafka\\..*|dev\\.quittance\\.evm\\.rpc\\..*"
                            + "|io\\.vertx\\.core\\.http\\.HttpClient.*|io\\.vertx\\.ext\\.web\\.client\\..*|java\\.net\\..*Socket.*");

    @ArchTest
    static final ArchRule keysStayInTheSigner = noClasses()
            .that()
            .resideInAnyPackage(GATEWAY, FACILITATOR, WORKER)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.quittance.evm.secp256k1.PrivateKey");

    @ArchTest
    static final ArchRule packagesOfAServiceFormNoCycle =
            slices().matching("dev.quittance.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesAreNamedAfterWhatTheyDo = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..impl..",
                    "..dto..",
                    "..helper..",
                    "..manager..",
                    "..controller..",
                    "..service..");

    @ArchTest
    static final ArchRule mutinyStaysOutExceptWhereQuarkusAuthenticates = noClasses()
            .that()
            .resideInAPackage(OURS)
            .and()
            .areNotAssignableTo(HttpAuthenticationMechanism.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.smallrye.mutiny..");

    private static ArchRule knowsOnly(String module, String... known) {
        String[] allowed = new String[known.length + 1];
        allowed[0] = module;
        System.arraycopy(known, 0, allowed, 1, known.length);
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(OURS)).or(resideInAnyPackage(allowed)));
    }
}
