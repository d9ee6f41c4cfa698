using ServiceDefaults.Chaos;

namespace ServiceDefaults.Switches.Internal;

/// <summary>Starts the injection of faults into the pipeline of a dependency.</summary>
internal sealed class InjectFaults(IChaosController chaos) : IResilienceSwitch
{
    public string Name => "inject-faults";

    public ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken) =>
        new(new SwitchResult(request.Id, Inject(request, out var message), message));

    private bool Inject(SwitchRequest request, out string message)
    {
        if (!chaos.IsEnabled)
        {
            message = "The settings of this service do not allow the injection of faults.";
            return false;
        }

        if (request.Faults is not { } injection)
        {
            message = "Give the faults to inject, such as {\"latency\": \"00:00:02\"}.";
            return false;
        }

        if (chaos.TryStart(request.Dependency ?? "", injection, out var active, out var faults))
        {
            message = $"{active.Dependency}: faults are injected until {active.Until:HH:mm:ss} UTC.";
            return true;
        }

        message = faults.Count > 0
            ? string.Join(" ", faults.Values.SelectMany(texts => texts))
            : $"Give one of the pipelines of this service: {string.Join(", ", chaos.Dependencies)}.";
        return false;
    }
}

/// <summary>Ends the injection of faults into the pipeline of a dependency, or of all.</summary>
internal sealed class StopFaults(IChaosController chaos) : IResilienceSwitch
{
    public string Name => "stop-faults";

    public ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken)
    {
        var ended = (request.Dependency is { } dependency ? [dependency] : chaos.Dependencies).Count(chaos.Clear);
        return new(new SwitchResult(
            request.Id,
            IsApplied: true,
            ended == 0 ? "No faults were being injected." : "No more faults are injected."));
    }
}
