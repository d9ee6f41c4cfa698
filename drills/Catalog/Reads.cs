using Drills.Load;
using Drills.Running;

namespace Drills.Catalog;

/// <summary>Conditions on the reads while something is broken.</summary>
internal static class Reads
{
    private const double AlmostAll = 0.99;
    private const double Half = 0.5;

    /// <summary>Reads are answered from the primary source, as if nothing were broken.</summary>
    public static Check ArePrimary(DrillRun run) => Check.AtLeast(
        "reads from the primary source while it is broken",
        Share(run, sample => sample.Answer.Verdict == Verdict.Right) * 100,
        AlmostAll * 100,
        " %");

    /// <summary>
    /// At least half of the reads are answered, and fallbacks answer some of them. The others are refused: a write
    /// invalidates the cached response, so a patient that was written after it was last read has none. With this mix,
    /// that is a third of the patients.
    /// </summary>
    public static Check AreStale(DrillRun run)
    {
        var answered = Share(run, sample => sample.Answer.Verdict is Verdict.Right or Verdict.Stale);
        var stale = Share(run, sample => sample.Answer.Verdict == Verdict.Stale);
        var check = Check.AtLeast("reads answered while it is broken", answered * 100, Half * 100, " %");
        return check with
        {
            Requires = $"{check.Requires}, some of them stale",
            IsMet = check.IsMet && stale > 0,
            Found = FormattableString.Invariant($"{check.Found}, stale {stale * 100:0.###} %"),
        };
    }

    private static double Share(DrillRun run, Func<Sample, bool> isMeant)
    {
        var reads = run.In(Phase.During).Where(sample => sample.Kind == RequestKind.Read).ToList();
        return reads.Count == 0 ? 0 : (double)reads.Count(isMeant) / reads.Count;
    }
}
