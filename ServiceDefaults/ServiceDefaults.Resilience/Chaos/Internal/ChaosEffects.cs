using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Simmy;
using Polly.Simmy.Behavior;
using Polly.Simmy.Fault;
using Polly.Simmy.Latency;
using Polly.Simmy.Outcomes;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>
/// Builds Polly's chaos strategies for one injection. They always act: <see cref="ChaosGate"/> chooses the attempts.
/// </summary>
internal static class ChaosEffects
{
    public static ResiliencePipeline Build(
        ChaosInjection injection, IChaosBehavior? behavior, ChaosTarget target, TimeProvider timeProvider)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = timeProvider };
        builder.AddEffects(injection, behavior, target);
        return builder.Build();
    }

    public static ResiliencePipeline<HttpResponseMessage> BuildHttp(
        ChaosInjection injection, IChaosBehavior? behavior, ChaosTarget target, TimeProvider timeProvider)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = timeProvider };
        builder.AddEffects(injection, behavior, target);
        if (injection.Status is { } status)
        {
            builder.AddChaosOutcome(new ChaosOutcomeStrategyOptions<HttpResponseMessage>
            {
                InjectionRate = 1,
                OutcomeGenerator = arguments => new(Outcome.FromResult(new HttpResponseMessage((HttpStatusCode)status)
                {
                    RequestMessage = arguments.Context.GetRequestMessage(),
                })),
            });
        }

        return builder.Build();
    }

    private static void AddEffects<TBuilder>(
        this TBuilder builder, ChaosInjection injection, IChaosBehavior? behavior, ChaosTarget target)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        if (injection.Latency is { } latency)
        {
            builder.AddChaosLatency(new ChaosLatencyStrategyOptions { InjectionRate = 1, Latency = latency });
        }

        if (behavior is not null)
        {
            builder.AddChaosBehavior(new ChaosBehaviorStrategyOptions
            {
                InjectionRate = 1,
                BehaviorGenerator = arguments =>
                    behavior.InjectAsync(target.Dependency, arguments.Context.CancellationToken),
            });
        }

        if (injection.Exception is { } exception)
        {
            builder.AddChaosFault(new ChaosFaultStrategyOptions
            {
                InjectionRate = 1,
                FaultGenerator = _ => new(target.Create(exception)),
            });
        }

        if (injection.LoseResponse)
        {
            builder.AddStrategy(
                _ => new ResponseLossStrategy(() => target.Create(ChaosFailure.ConnectionLost)),
                ResponseLossStrategy.Options.Instance);
        }
    }
}

/// <summary>The dependency that meets the faults, with the exceptions of its client.</summary>
internal sealed record ChaosTarget(string Dependency, bool IsHttp, IChaosExceptionFactory? Exceptions)
{
    public Exception Create(ChaosFailure exception) =>
        Exceptions?.Create(exception) ?? (IsHttp ? OfHttp(exception) : OfSocket(exception));

    private static Exception OfSocket(ChaosFailure exception) => exception switch
    {
        ChaosFailure.ConnectionRefused => new SocketException((int)SocketError.ConnectionRefused),
        ChaosFailure.ConnectionLost => new SocketException((int)SocketError.ConnectionReset),
        ChaosFailure.Timeout => new TimeoutException("An injected timeout."),
        _ => new InvalidOperationException("An injected defect."),
    };

    private static Exception OfHttp(ChaosFailure exception) => exception switch
    {
        ChaosFailure.ConnectionRefused => new HttpRequestException(
            HttpRequestError.ConnectionError, "An injected connection failure.", OfSocket(exception)),
        ChaosFailure.ConnectionLost => new HttpRequestException(
            HttpRequestError.ResponseEnded, "An injected loss of the response.", OfSocket(exception)),
        _ => OfSocket(exception),
    };
}
