using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Changes;

/// <summary>Reports what a specification no longer has of its baseline, each at the nearest node that is still there.</summary>
internal static class BreakingChanges
{
    public static void Report(DiagnosticBag diagnostics, SpecBaseline baseline, ProviderModel provider, SpecPlaces places)
    {
        var old = ApiSurface.Parse(baseline.Surface, out _);
        foreach (var change in SurfaceDiff.Compare(old, ApiSurface.Of(provider)))
        {
            if (change.Breaks == ChangeBreaks.Nobody)
                continue;
            var (file, at) = places.Of(change.Entry, old);
            diagnostics.ReportEach(DiagnosticIds.BreakingChange, file, at, change.ToString(), change.Breaks.InWords());
        }
    }
}
