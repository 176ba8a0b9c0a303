using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>What a shopper filled in as an address, and what is wrong with it.</summary>
internal sealed record AddressForm(CommerceAddress Address)
{
    private const int Longest = 120;

    public static AddressForm Empty { get; } = new(new CommerceAddress());

    public static AddressForm Read(IFormCollection form) => new(new CommerceAddress
    {
        FirstName = Text(form, nameof(CommerceAddress.FirstName)),
        LastName = Text(form, nameof(CommerceAddress.LastName)),
        Street = Text(form, nameof(CommerceAddress.Street)),
        Line2 = Text(form, nameof(CommerceAddress.Line2)),
        City = Text(form, nameof(CommerceAddress.City)),
        State = Text(form, nameof(CommerceAddress.State)),
        PostalCode = Text(form, nameof(CommerceAddress.PostalCode)),
        Country = Text(form, nameof(CommerceAddress.Country)).ToUpperInvariant(),
        Phone = Text(form, nameof(CommerceAddress.Phone)),
        Email = Text(form, nameof(CommerceAddress.Email)),
    });

    /// <summary>The fields in their order, each with what is wrong with it.</summary>
    public IReadOnlyList<AddressField> Fields =>
    [
        Required(nameof(CommerceAddress.FirstName), Texts.FirstNameLabel, Address.FirstName, "given-name"),
        Required(nameof(CommerceAddress.LastName), Texts.LastNameLabel, Address.LastName, "family-name"),
        Required(nameof(CommerceAddress.Street), Texts.StreetLabel, Address.Street, "address-line1") with { IsWide = true },
        new(nameof(CommerceAddress.Line2), Texts.Line2Label, Address.Line2, "address-line2", Problem(Address.Line2, isRequired: false)) { IsWide = true, IsOptional = true },
        Required(nameof(CommerceAddress.City), Texts.CityLabel, Address.City, "address-level2"),
        Required(nameof(CommerceAddress.State), Texts.RegionLabel, Address.State, "address-level1"),
        Required(nameof(CommerceAddress.PostalCode), Texts.PostalCodeLabel, Address.PostalCode, "postal-code"),
        new(nameof(CommerceAddress.Country), Texts.CountryLabel, Address.Country, "country", CountryProblem),
        Required(nameof(CommerceAddress.Phone), Texts.PhoneLabel, Address.Phone, "tel") with { Type = "tel" },
        new(nameof(CommerceAddress.Email), Texts.EmailLabel, Address.Email, "email", EmailProblem) { Type = "email" },
    ];

    public bool IsValid => Fields.All(static each => each.Problem is null);

    private string? CountryProblem =>
        Address.Country is { Length: 2 } code && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1]) ? null : Texts.CountryProblem;

    private string? EmailProblem =>
        Address.Email.Length <= Longest && MailAddress.TryCreate(Address.Email, out var address) && address.Address == Address.Email ? null : Texts.EmailProblem;

    private static AddressField Required(string name, string label, string value, string autocomplete) => new(name, label, value, autocomplete, Problem(value, isRequired: true));

    private static string? Problem(string value, bool isRequired) =>
        value.Length > Longest ? Texts.FieldTooLongProblem : isRequired && value.Length == 0 ? Texts.FieldMissingProblem : null;

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();
}

/// <summary>One field of an address.</summary>
internal sealed record AddressField(string Name, string Label, string Value, string Autocomplete, string? Problem)
{
    public string Type { get; init; } = "text";

    public bool IsWide { get; init; }

    public bool IsOptional { get; init; }
}
