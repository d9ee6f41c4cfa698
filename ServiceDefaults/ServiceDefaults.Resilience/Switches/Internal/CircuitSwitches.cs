using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Switches.Internal;

/// <summary>Isolates the circuit of a dependency, or closes it.</summary>
internal abstract class CircuitSwitch(DependencyStateRegistry states, string name, string done) : IResilienceSwitch
{
    public string Name => name;

    public ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken)
    {
        if (request.Dependency is null || !states.TryGet(request.Dependency, out var state))
        {
            var known = string.Join(", ", states.All.Select(known => known.Name));
            return new(new SwitchResult(
                request.Id, IsApplied: false, $"Give one of the dependencies of this service: {known}."));
        }

        Apply(state.CircuitBreaker);
        return new(new SwitchResult(request.Id, IsApplied: true, $"{state.Name}: {done}"));
    }

    protected abstract void Apply(CircuitBreaker circuit);
}

internal sealed class IsolateCircuit(DependencyStateRegistry states) : CircuitSwitch(
    states, "isolate-circuit", "the circuit is isolated; it rejects every call until it is closed.")
{
    protected override void Apply(CircuitBreaker circuit) => circuit.Isolate();
}

internal sealed class CloseCircuit(DependencyStateRegistry states) : CircuitSwitch(
    states, "close-circuit", "the circuit is closed and its counters are reset.")
{
    protected override void Apply(CircuitBreaker circuit) => circuit.Close();
}
