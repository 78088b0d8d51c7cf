/** What an agent writes down about a purchase, so that a later run goes on with the same payment. */
@NullMarked
package dev.quittance.agent.journal;

import org.jspecify.annotations.NullMarked;
