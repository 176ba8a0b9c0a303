namespace Pepay.Model.Tests.Schedules;

/// <summary>What happens in one step.</summary>
internal enum Doing
{
    // At the provider.
    PayPart, PayAll, PayMore, Expire, Cancel, Decline, RefundPart, RefundAll, Dispute, ReviewDispute, WinDispute, LoseDispute, Settle, SpeakUnknownWord,

    // On the way: the provider's events, in any order, any number of times, or never.
    Deliver, DeliverAndKeep, Lose,

    // In one of the shop's processes.
    Look, Sweep, Answer, Restart, Wait,

    // Faults of the next call of their kind.
    ProviderFails, ProviderForgets, ShopFails, CommitFails, CommitAnswerIsLost,
}

/// <summary>One step; what the numbers choose depends on what is done.</summary>
internal readonly record struct Step(Doing Doing, int A, int B)
{
    public override string ToString() => $"{Doing}({A},{B})";
}

/// <summary>What is wrong with the provider's payment from the start.</summary>
internal enum Tampering
{
    None, Environment, Amount, Currency, Order, Attempt,
}

/// <summary>One attempt to pay the order.</summary>
/// <param name="IsIntent">In the manner of xPay instead of Pepay.</param>
/// <param name="Tampering">What is wrong with it.</param>
/// <param name="CreationAnswerIsLost">The shop does not know the payment's id yet.</param>
internal readonly record struct Attempt(bool IsIntent, Tampering Tampering, bool CreationAnswerIsLost);

/// <summary>A life of one order.</summary>
/// <param name="Attempts">One or two.</param>
/// <param name="Steps">What happens, in this order.</param>
internal sealed record Schedule(Attempt[] Attempts, Step[] Steps)
{
    public override string ToString() => $"{string.Join(" | ", Attempts)}: {string.Join(' ', Steps)}";
}
