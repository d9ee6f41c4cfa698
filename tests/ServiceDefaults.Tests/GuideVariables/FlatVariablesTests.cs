using ServiceDefaults.GuideVariables;
using ServiceDefaults.GuideVariables.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.GuideVariables;

public sealed class FlatVariablesTests
{
    private const string Defaults = "Resilience:Defaults:";
    private const string Llm = "Resilience:Pipelines:llm:";
    private const string PatientApi = "Resilience:Pipelines:patient-api:";

    /// <summary>Every variable of the guide, with the guide's example where there is one.</summary>
    public static TheoryData<string, string, string, string> Known => new()
    {
        { "CIRCUIT_BREAKER_ENABLED", "true", Defaults + "CircuitBreaker:Enabled", "true" },
        { "CIRCUIT_BREAKER_FAILURE_THRESHOLD", "5", Defaults + "CircuitBreaker:FailureThreshold", "5" },
        { "CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "60", Defaults + "CircuitBreaker:BreakDuration", "00:01:00" },
        { "DEFAULT_TIMEOUT", "30", Defaults + "AttemptTimeout:Duration", "00:00:30" },
        { "RETRY_MAX_ATTEMPTS", "3", Defaults + "Retry:MaxAttempts", "3" },
        { "RETRY_BASE_DELAY", "1.5", Defaults + "Retry:BaseDelay", "00:00:01.5000000" },
        { "RETRY_MAX_DELAY", "60.0", Defaults + "Retry:MaxDelay", "00:01:00" },
        { "HEALTH_CHECK_INTERVAL", "30", Defaults + "HealthProbe:Interval", "00:00:30" },
        { "HEALTH_CHECK_INTERVAL", "30", "Health:Period", "00:00:30" },
        { "HEALTH_CHECK_TIMEOUT", "5", Defaults + "HealthProbe:Timeout", "00:00:05" },
        { "HEALTH_CHECK_TIMEOUT", "5", "Health:Timeout", "00:00:05" },
        { "RETRY_LLM_MAX_ATTEMPTS", "3", Llm + "Retry:MaxAttempts", "3" },
        { "RETRY_LLM_BASE_DELAY", "1.0", Llm + "Retry:BaseDelay", "00:00:01" },
        { "RETRY_PATIENT_API_MAX_DELAY", "60.0", PatientApi + "Retry:MaxDelay", "00:01:00" },
        { "CIRCUIT_LLM_FAILURE_THRESHOLD", "5", Llm + "CircuitBreaker:FailureThreshold", "5" },
        { "CIRCUIT_LLM_RECOVERY_TIMEOUT", "0.25", Llm + "CircuitBreaker:BreakDuration", "00:00:00.2500000" },
        { "RATE_LIMIT_LLM_REQUESTS_PER_MINUTE", "60", Llm + "RateLimit:Permits", "60" },
        { "RATE_LIMIT_LLM_STRATEGY", "token_bucket", Llm + "RateLimit:Algorithm", "TokenBucket" },
        { "RATE_LIMIT_LLM_STRATEGY", "sliding_window", Llm + "RateLimit:Algorithm", "SlidingWindow" },
        { "RATE_LIMIT_LLM_STRATEGY", "moving_window", Llm + "RateLimit:Algorithm", "SlidingWindow" },
        { "RATE_LIMIT_LLM_STRATEGY", "Fixed_Window", Llm + "RateLimit:Algorithm", "FixedWindow" },
        { "retry_max_attempts", " 4 ", Defaults + "Retry:MaxAttempts", "4" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Translate_AKnownVariable_SetsTheOption(string variable, string value, string key, string expected) =>
        Assert.Equal(expected, FlatVariables.Translate([new(variable, value)])[key]);

    [Fact]
    public void Names_All_AreInTheTableAbove() => Assert.All(
        FlatVariables.Names,
        name => Assert.Contains(Known, row => new FlatVariable(name).TryMatch(row.Data.Item1, out _)));

    [Fact]
    public void Translate_RequestsPerMinute_IsARateOfAMinuteWithABurstOfATenth() => Assert.Equal(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Llm + "RateLimit:Permits"] = "60",
            [Llm + "RateLimit:Burst"] = "6",
            [Llm + "RateLimit:Period"] = "00:01:00",
            [Llm + "RateLimit:Enabled"] = "true",
        },
        FlatVariables.Translate([new("RATE_LIMIT_LLM_REQUESTS_PER_MINUTE", "60")]));

    [Theory]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("RETRY__MAX_ATTEMPTS", "3")]
    [InlineData("RETRY_MAX_ATTEMPTS", "")]
    [InlineData("RETRY_MAX_ATTEMPTS", "  ")]
    [InlineData("MY_RETRY_MAX_ATTEMPTS", "x")]
    public void Translate_UnknownOrEmptyVariable_IsIgnored(string variable, string value) =>
        Assert.Empty(FlatVariables.Translate([new(variable, value)]));

    [Theory]
    [InlineData("CIRCUIT_BREAKER_ENABLED", "maybe", "write true or false")]
    [InlineData("RETRY_MAX_ATTEMPTS", "three", "write a whole number")]
    [InlineData("RETRY_LLM_MAX_ATTEMPTS", "3.5", "write a whole number")]
    [InlineData("RATE_LIMIT_LLM_REQUESTS_PER_MINUTE", "99999999999", "write a whole number")]
    [InlineData("DEFAULT_TIMEOUT", "30s", "write a time in seconds")]
    [InlineData("DEFAULT_TIMEOUT", "-1", "write a time in seconds")]
    [InlineData("DEFAULT_TIMEOUT", "NaN", "write a time in seconds")]
    [InlineData("DEFAULT_TIMEOUT", "86401", "write a time in seconds")]
    [InlineData("DEFAULT_TIMEOUT", "00:00:30", "write a time in seconds")]
    [InlineData("RATE_LIMIT_LLM_STRATEGY", "leaky_bucket", "write token_bucket, sliding_window or fixed_window")]
    public void Translate_AnInvalidValue_NamesVariableValueAndFix(
        string variable, string value, string advice)
    {
        var refusal = Assert.Throws<SettingsException>(() => FlatVariables.Translate([new(variable, value)]));

        Assert.StartsWith(
            $"The environment variable {variable} is '{value}': {advice}", refusal.Message, StringComparison.Ordinal);
    }
}
