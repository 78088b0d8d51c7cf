/** The one way in which the gateway commits several statements together. */
@NullMarked
package dev.quittance.gateway.database;

import org.jspecify.annotations.NullMarked;
