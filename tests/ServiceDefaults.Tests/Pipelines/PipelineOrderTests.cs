using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>The order of every kind of pipeline: the guide's, inside a total timeout (D3).</summary>
public sealed class PipelineOrderTests
{
    private static readonly string[] GuidesOrder =
    [
        StrategyNames.Scope, StrategyNames.TotalTimeout, StrategyNames.RateLimiter, StrategyNames.Bulkhead,
        StrategyNames.CircuitBreaker, StrategyNames.RetryScope, StrategyNames.Retry, StrategyNames.AttemptTimeout,
    ];

    private static readonly string[] AttemptsCounted =
    [
        StrategyNames.Scope, StrategyNames.TotalTimeout, StrategyNames.RateLimiter, StrategyNames.Bulkhead,
        StrategyNames.RetryScope, StrategyNames.Retry, StrategyNames.CircuitBreaker, StrategyNames.AttemptTimeout,
    ];

    public static TheoryData<DependencyKind> Kinds => [.. Enum.GetValues<DependencyKind>()];

    public static MatrixTheoryData<DependencyKind, string, string> KindsAndStrategies => new(
        Enum.GetValues<DependencyKind>(),
        ["RateLimit", "Bulkhead", "CircuitBreaker", "Retry", "AttemptTimeout"],
        ["False", "True"]);

    [Theory]
    [InlineData(DependencyKind.Http, new string[0])]
    [InlineData(DependencyKind.Worker, new string[0])]
    [InlineData(DependencyKind.Database, new[] { StrategyNames.RateLimiter })]
    [InlineData(
        DependencyKind.Cache, new[] { StrategyNames.RateLimiter, StrategyNames.RetryScope, StrategyNames.Retry })]
    public void Pipeline_ByDefault_HasTheGuidesOrder(DependencyKind kind, string[] without)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind), environment: "Production");

        Assert.Equal(Expected(GuidesOrder.Except(without, StringComparer.Ordinal), kind), host.StrategiesOf(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipeline_WithAllStrategies_HasTheGuidesOrder(DependencyKind kind)
    {
        using var host = Make(kind);

        Assert.Equal(Expected(GuidesOrder, kind), host.StrategiesOf(kind));
    }

    [Theory]
    [MemberData(nameof(KindsAndStrategies))]
    public void Pipeline_WithOneStrategyOff_HasAllOthersInOrder(
        DependencyKind kind, string section, string countAttempts)
    {
        using var host = Make(kind, ($"{section}:Enabled", "False"), ("CircuitBreaker:CountAttempts", countAttempts));

        var order = countAttempts == "True" ? AttemptsCounted : GuidesOrder;
        Assert.Equal(Expected(order.Except(NamesOf(section), StringComparer.Ordinal), kind), host.StrategiesOf(kind));
    }

    /// <summary>
    /// The strategy is still there, because the deadline of a request applies whatever the settings are.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipeline_WithoutATotalTimeout_HasTheGuidesOrder(DependencyKind kind)
    {
        using var host = Make(kind, ("TotalTimeout:Enabled", "False"));

        Assert.Equal(Expected(GuidesOrder, kind), host.StrategiesOf(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipeline_WithASingleAttempt_HasNoRetry(DependencyKind kind)
    {
        using var host = Make(kind, ("Retry:MaxAttempts", "1"));

        Assert.Equal(
            Expected(GuidesOrder.Except(NamesOf("Retry"), StringComparer.Ordinal), kind), host.StrategiesOf(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipeline_CountingAttempts_HasTheCircuitBreakerInsideTheRetry(DependencyKind kind)
    {
        using var host = Make(kind, ("CircuitBreaker:CountAttempts", "True"));

        Assert.Equal(Expected(AttemptsCounted, kind), host.StrategiesOf(kind));
    }

    private static PipelineHost Make(DependencyKind kind, params (string Option, string Value)[] options)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Resilience:Pipelines:thing:RateLimit:Enabled"] = "True",
            ["Resilience:Pipelines:thing:Retry:Enabled"] = "True",
        };
        foreach (var (option, value) in options)
        {
            settings[$"Resilience:Pipelines:thing:{option}"] = value;
        }

        return new(builder => builder.AddAnyDependency(kind), settings);
    }

    private static IEnumerable<string> Expected(IEnumerable<string> order, DependencyKind kind) =>
        kind == DependencyKind.Database ? order.Append(StrategyNames.Abandonment) : order;

    private static string[] NamesOf(string section) => section switch
    {
        "RateLimit" => [StrategyNames.RateLimiter],
        "Bulkhead" => [StrategyNames.Bulkhead],
        "CircuitBreaker" => [StrategyNames.CircuitBreaker],
        "Retry" => [StrategyNames.RetryScope, StrategyNames.Retry],
        _ => [StrategyNames.AttemptTimeout],
    };
}
