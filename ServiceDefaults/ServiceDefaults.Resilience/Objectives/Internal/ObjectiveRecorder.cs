using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>
/// Counts each request when its response is complete. What it needs until then is pooled, so that it allocates nothing.
/// </summary>
internal sealed class ObjectiveRecorder
{
    private static readonly Func<object, Task> OnCompleted = static state =>
    {
        var observation = (Observation)state;
        observation.Recorder.Complete(observation);
        return Task.CompletedTask;
    };

    private readonly RouteObjectives _routes;
    private readonly TimeProvider _time;
    private readonly ObjectPool<Observation> _observations;

    public ObjectiveRecorder(RouteObjectives routes, TimeProvider time)
    {
        (_routes, _time) = (routes, time);
        _observations = new DefaultObjectPoolProvider().Create(new Policy(this));
    }

    /// <summary>Begins to observe a request.</summary>
    public void Observe(HttpContext context)
    {
        var observation = _observations.Get();
        (observation.Context, observation.StartedAt) = (context, _time.GetTimestamp());
        context.Response.OnCompleted(OnCompleted, observation);
    }

    private void Complete(Observation observation)
    {
        var (context, startedAt) = (observation.Context!, observation.StartedAt);
        _observations.Return(observation);
        // The exception handler takes the endpoint away from the request.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (endpoint is null || _routes.Find(endpoint) is not { } route)
        {
            return;
        }

        var elapsed = _time.GetElapsedTime(startedAt);
        route.Record(OutcomeRules.Of(context, elapsed, route.Objective.Latency));
    }

    private sealed class Observation
    {
        public required ObjectiveRecorder Recorder { get; init; }

        public HttpContext? Context { get; set; }

        public long StartedAt { get; set; }
    }

    private sealed class Policy(ObjectiveRecorder recorder) : PooledObjectPolicy<Observation>
    {
        public override Observation Create() => new() { Recorder = recorder };

        public override bool Return(Observation obj)
        {
            obj.Context = null;
            return true;
        }
    }
}
