/** What admins do with agents: register them, give them budgets, watch and stop them. */
@NullMarked
package dev.quittance.agent.cli.admin;

import org.jspecify.annotations.NullMarked;
