namespace Pepay.Runtime.Checkout;

/// <summary>Something the merchant asks the payer.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Text">The question.</param>
/// <param name="IsEmail">Whether the answer is an e-mail address.</param>
/// <param name="IsRequired">Whether it has to be answered.</param>
public sealed record PayerQuestion(string Id, string Text, bool IsEmail, bool IsRequired);
