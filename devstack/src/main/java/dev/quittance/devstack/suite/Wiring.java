package dev.quittance.devstack.suite;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Postgres;

/** What a service is wired to. */
public record Wiring(SuiteFolder folder, SuitePorts ports, Postgres postgres, Broker broker, Chain chain) {}
