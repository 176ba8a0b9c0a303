using Microsoft.CodeAnalysis;
using Pepay.Generator.Pipeline;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Questions about what a run recomputed.</summary>
internal static class StepAssertions
{
    /// <summary>How often each reason stands at a step's outputs.</summary>
    public static Dictionary<IncrementalStepRunReason, int> Reasons(this Generation generation, string step) =>
        generation.Result().TrackedSteps.TryGetValue(step, out var runs)
            ? runs.SelectMany(run => run.Outputs).GroupBy(output => output.Reason).ToDictionary(group => group.Key, group => group.Count())
            : [];

    /// <summary>The generated files that a run wrote anew.</summary>
    public static IReadOnlyList<IncrementalStepRunReason> OutputReasons(this Generation generation) =>
        [.. generation.Result().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason).Distinct()];

    /// <summary>Runs the generator again for another compilation: every step and every file must be Cached or Unchanged.</summary>
    public static void ShouldRecomputeNothingFor(this Generation generation, Compilation compilation)
    {
        var second = Generation.Run(generation.Driver, compilation);
        foreach (var step in typeof(StepNames).GetFields().Select(field => field.Name).Where(step => step != StepNames.HandlerCandidates))
            second.Reasons(step).Keys.ShouldAllBe(reason => reason.IsUntouched(), step);
        second.OutputReasons().ShouldNotBeEmpty();
        second.OutputReasons().ShouldAllBe(reason => reason.IsUntouched());
    }

    public static bool IsUntouched(this IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    public static GeneratorRunResult Result(this Generation generation) => generation.Driver.GetRunResult().Results.Single();
}
