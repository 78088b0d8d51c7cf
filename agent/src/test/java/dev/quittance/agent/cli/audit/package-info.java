/** Audits of whole logs. */
@NullMarked
package dev.quittance.agent.cli.audit;

import org.jspecify.annotations.NullMarked;
