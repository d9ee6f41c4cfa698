using Drills.Load;
using Drills.Running;
using Faults;

namespace Drills.Catalog;

/// <summary>Callers that repeat a refused request at once, while the API answers nothing but errors.</summary>
internal sealed class RetryStorm : Drill
{
    private const int Callers = 16;
    private const double MostAmplification = 1.2;

    private int _sent;
    private int _before;

    /// <inheritdoc/>
    public override string Name => "retry-storm";

    /// <inheritdoc/>
    public override string Shows =>
        "The API answers errors and 16 callers repeat without a pause: the API gets fewer requests, not more.";

    /// <inheritdoc/>
    public override Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        var api = drill.System.Api;
        api.Judge = (_, _) => ValueTask.FromResult(HttpFault.Error);
        (_sent, _before) = (0, api.Requests);
        drill.AddCallers(Callers, async token =>
        {
            Interlocked.Increment(ref _sent);
            // Not cached, so nothing but the API could answer.
            using var response = await drill.System.Gateway.GetAsync(
                new Uri($"{PatientClient.Patients}/{Guid.CreateVersion7()}", UriKind.Relative), CancellationToken.None);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task MendAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        drill.Numbers.TryAdd("sent by the storm", _sent);
        drill.Numbers.TryAdd("requests at the API meanwhile", drill.System.Api.Requests - _before);
        return base.MendAsync(drill, cancellationToken);
    }

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        var asked = run.Numbers["sent by the storm"] + run.In(Phase.During).Count();
        yield return Check.AtMost(
            "requests at the API for one of a caller",
            run.Numbers["requests at the API meanwhile"] / asked,
            MostAmplification);
    }
}
