/** What clients may ask for, and how much of it: networks, assets, payees, requests per second and sponsored gas. */
@NullMarked
package dev.quittance.facilitator.access;

import org.jspecify.annotations.NullMarked;
