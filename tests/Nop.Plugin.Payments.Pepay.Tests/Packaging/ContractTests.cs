using System.Reflection;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The contracts may only have what the shop has: each member must stand in the list that was read from the shop's own DLLs.</summary>
public sealed class ContractTests
{
    private static readonly string[] Assemblies =
        ["Nop.Core", "Nop.Data", "Nop.Services", "Nop.Web.Framework", "FluentMigrator", "FluentMigrator.Abstractions"];

    [Fact]
    public void Contracts_EveryMember_IsListedWithThatSignature()
    {
        var list = MemberList.Read();
        var unlisted = new List<string>();
        foreach (var type in Assemblies.SelectMany(static name => Assembly.Load(name).GetExportedTypes()))
        {
            if (list.Find(type) is not { } listed)
            {
                unlisted.Add(type.FullName!);
                continue;
            }

            unlisted.AddRange(Signatures.Of(type).Where(signature => !listed.Has(signature)).Select(signature => $"{type.FullName}: {signature}"));
        }

        unlisted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Nop.Core", "4.90.0.0", "")]
    [InlineData("Nop.Data", "4.90.0.0", "")]
    [InlineData("Nop.Services", "4.90.0.0", "")]
    [InlineData("Nop.Web.Framework", "4.90.0.0", "")]
    [InlineData("FluentMigrator", "7.1.0.0", "aacfc7de5acabf05")]
    [InlineData("FluentMigrator.Abstractions", "7.1.0.0", "aacfc7de5acabf05")]
    public void Contracts_NameVersionAndToken_AreTheShops(string name, string version, string token)
    {
        var found = Assembly.Load(name).GetName();
        found.Version!.ToString().ShouldBe(version);
        Convert.ToHexStringLower(found.GetPublicKeyToken() ?? []).ShouldBe(token);
    }
}
