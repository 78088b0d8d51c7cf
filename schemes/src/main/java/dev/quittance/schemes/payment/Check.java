package dev.quittance.schemes.payment;

/** What the rules that need no chain say of a payment: {@link Refusal} or that the chain decides. */
public sealed interface Check permits Check.Ask, Refusal {
    /** No rule is broken that needs no chain. */
    record Ask(Question question) implements Check {}
}
