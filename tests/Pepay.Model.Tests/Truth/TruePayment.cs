using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Model.Tests.Schedules;

namespace Pepay.Model.Tests.Truth;

/// <summary>A payment as its provider has it, and what its REST API answers about it.</summary>
internal abstract class TruePayment(string id, Payment attempt, Tampering tampering)
{
    public const decimal Total = 100m;

    private readonly List<PaymentSnapshot> said = [];

    public string Id { get; } = id;

    /// <summary>Not the payment that the attempt asked for: other money, another account, another order.</summary>
    public bool IsTampered => tampering != Tampering.None;

    /// <summary>Answers with a word that no version knows, for now; what is read beside it means nothing.</summary>
    public bool SpeaksUnknownWords { get; set; }

    public abstract decimal Received { get; }

    public virtual decimal Refunded => 0m;

    public abstract PaymentLabel Label { get; }

    public virtual SettlementState Settlement => SettlementState.None;

    /// <summary>Does what the step says if this kind of payment can do it now.</summary>
    /// <returns>Whether something changed, which the provider then tells.</returns>
    public bool Do(Step step)
    {
        var before = Answer();
        if (!TryDo(step))
            return false;
        said.Add(before);
        return true;
    }

    /// <summary>What some machine of the provider still answers that has not heard of the last changes.</summary>
    public PaymentSnapshot OldAnswer(int number) => said.Count == 0 ? Answer() : said[number % said.Count];

    protected abstract bool TryDo(Step step);

    public PaymentSnapshot Answer()
    {
        var answer = Speak() with { AttemptId = attempt.AttemptId, OrderNumber = attempt.OrderNumber, Environment = attempt.Environment };
        answer = tampering switch
        {
            Tampering.Environment => answer with { Environment = PaymentEnvironment.Live },
            Tampering.Amount => answer with { Amount = new Money(Total / 100, "USD") },
            Tampering.Currency => answer with { Amount = new Money(Total, "JPY") },
            Tampering.Order => answer with { OrderNumber = "somebody else's" },
            Tampering.Attempt => answer with { AttemptId = "another" },
            _ => answer,
        };
        return SpeaksUnknownWords ? answer with { ProviderStatus = "frozen", StatusIsKnown = false, Received = answer.Received + Total } : answer;
    }

    /// <summary>The status, and what the provider's adapter reads from it.</summary>
    protected abstract PaymentSnapshot Speak();
}
