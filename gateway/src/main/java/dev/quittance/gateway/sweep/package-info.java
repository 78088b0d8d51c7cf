/** Takes care of payments that their clients, or a dead gateway, left behind. */
@NullMarked
package dev.quittance.gateway.sweep;

import org.jspecify.annotations.NullMarked;
