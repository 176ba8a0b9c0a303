using System.Globalization;
using Nop.Core.Domain.Localization;
using Nop.Services.Localization;

namespace Nop.Plugin.Payments.Pepay.Localization;

/// <summary>The plugin's texts in the shop's own languages: German where a language is German, English elsewhere.</summary>
public sealed class TextResources(ILocalizationService localization, ILanguageService languages)
{
    /// <summary>Adds the texts, or brings them up to date.</summary>
    public async Task InstallAsync()
    {
        foreach (var language in await languages.GetAllLanguagesAsync(showHidden: true).ConfigureAwait(false))
            await localization.AddOrUpdateLocaleResourceAsync(For(language), language.Id).ConfigureAwait(false);
    }

    /// <summary>Removes them from every language.</summary>
    public Task RemoveAsync() => localization.DeleteLocaleResourcesAsync(PepayDefaults.ResourcePrefix);

    /// <summary>A text in the language of whoever is looking, with values put in.</summary>
    public async Task<string> SayAsync(string key, params object[] values)
    {
        var text = await localization.GetResourceAsync($"{PepayDefaults.ResourcePrefix}.{key}").ConfigureAwait(false);
        try
        {
            return string.Format(CultureInfo.CurrentCulture, text, values);
        }
        catch (FormatException)
        {
            // A merchant may edit the texts, and a page does not fail over a brace.
            return text;
        }
    }

    private static Dictionary<string, string> For(Language language)
    {
        var german = language.LanguageCulture?.StartsWith("de", StringComparison.OrdinalIgnoreCase) ?? false;
        return Texts.All.ToDictionary(static text => $"{PepayDefaults.ResourcePrefix}.{text.Key}", text => german ? text.German : text.English);
    }
}
