using Drills.Load;
using Drills.Running;
using Faults;

namespace Drills.Catalog;

/// <summary>A drill in which a relay between the gateway and the API spoils requests.</summary>
internal abstract class RelayDrill : Drill
{
    /// <inheritdoc/>
    public override Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        drill.System.Api.Judge = JudgeRequestAsync;
        return Task.CompletedTask;
    }

    /// <summary>Decides on a request.</summary>
    protected abstract ValueTask<HttpFault> JudgeRequestAsync(string requestLine, CancellationToken cancellationToken);
}

/// <summary>Delays each request.</summary>
internal sealed class ApiSlow : RelayDrill
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public override string Name => "api-slow";

    /// <inheritdoc/>
    public override string Shows => "The API takes 1.5 s: the circuit opens on slow calls, and reads do not wait.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];

    /// <inheritdoc/>
    protected override async ValueTask<HttpFault> JudgeRequestAsync(
        string requestLine, CancellationToken cancellationToken)
    {
        await Task.Delay(Delay, TimeProvider.System, cancellationToken);
        return HttpFault.None;
    }
}

/// <summary>Answers three of ten requests with 500.</summary>
internal sealed class ApiErrors : RelayDrill
{
    private const double Share = 0.3;

    /// <inheritdoc/>
    public override string Name => "api-errors-30-percent";

    /// <inheritdoc/>
    public override string Shows =>
        "A proxy answers 30 % of the requests with 500, half of them after the API did its work: retries hide most.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        var reads = run.In(Phase.During).Where(sample => sample.Kind == RequestKind.Read).ToList();
        yield return Check.AtLeast(
            "reads answered",
            100.0 * reads.Count(read => read.Answer.Verdict is Verdict.Right or Verdict.Stale) / reads.Count,
            90,
            " %");
    }

    /// <inheritdoc/>
    protected override ValueTask<HttpFault> JudgeRequestAsync(
        string requestLine, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Random.Shared.NextDouble() switch
        {
            < Share / 2 => HttpFault.Error,
            < Share => HttpFault.ErrorAfter,
            _ => HttpFault.None,
        });
}

/// <summary>Answers with pages of something else.</summary>
internal sealed class ProxyNonsense : RelayDrill
{
    /// <inheritdoc/>
    public override string Name => "proxy-answers-nonsense";

    /// <inheritdoc/>
    public override string Shows =>
        "A proxy answers with login pages, redirects and the JSON of another service: none of it reaches a caller.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];

    /// <inheritdoc/>
    protected override ValueTask<HttpFault> JudgeRequestAsync(
        string requestLine, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HttpFault.Nonsense);
}
