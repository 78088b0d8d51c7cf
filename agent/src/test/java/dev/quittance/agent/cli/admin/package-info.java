/** Tests of what admins do with agents. */
@NullMarked
package dev.quittance.agent.cli.admin;

import org.jspecify.annotations.NullMarked;
