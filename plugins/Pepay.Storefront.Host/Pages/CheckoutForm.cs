using System.Net.Mail;

namespace Pepay.Storefront.Host.Pages;

/// <summary>What a shopper filled in at the checkout, and what is wrong with it.</summary>
public sealed record CheckoutForm(string CheckoutId, string Name, string Email, string? Method)
{
    private const int Longest = 120;

    public static CheckoutForm Empty() => new(Guid.NewGuid().ToString("N"), "", "", null);

    public static CheckoutForm Read(IFormCollection form, string methodField) => new(
        Guid.TryParse(form["checkout"], out var id) ? id.ToString("N") : Guid.NewGuid().ToString("N"),
        form["name"].ToString().Trim(),
        form["email"].ToString().Trim(),
        form[methodField]);

    public string? NameProblem => Name.Length switch
    {
        0 => "Tell us who the parcel is for.",
        > Longest => $"Please use at most {Longest} characters.",
        _ => null,
    };

    public string? EmailProblem => Email.Length switch
    {
        0 => "We need an e-mail address for the confirmation.",
        > Longest => $"Please use at most {Longest} characters.",
        _ => MailAddress.TryCreate(Email, out var address) && address.Address == Email ? null : "This does not look like an e-mail address, such as ada@example.org.",
    };

    public bool IsValid => NameProblem is null && EmailProblem is null;
}
