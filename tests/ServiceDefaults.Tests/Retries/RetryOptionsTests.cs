using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Retries;
using ServiceDefaults.Settings;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Tests.Retries;

public sealed class RetryOptionsTests
{
    [Fact]
    public void Ctor_Defaults_AreTheGuidesProductionProfile()
    {
        var options = new RetryOptions();

        Assert.Equal(3, options.MaxAttempts);
        Assert.Equal(TimeSpan.FromSeconds(1), options.BaseDelay);
        Assert.Equal(TimeSpan.FromSeconds(10), options.MaxDelay);
        Assert.Equal(BackoffKind.Exponential, options.Backoff);
        Assert.True(options.UseJitter);
        Assert.False(options.RetryWithIdempotencyKey);
        Assert.Equal(0.2, options.Budget.Ratio);
        Assert.Equal(10, options.Budget.MinimumRetries);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Budget.Window);
        Assert.True(Validate(_ => { }).Succeeded);
    }

    [Theory]
    [InlineData(nameof(RetryOptions.MaxAttempts), "0")]
    [InlineData(nameof(RetryOptions.MaxAttempts), "21")]
    [InlineData(nameof(RetryOptions.MaxAttempts), "2147483647")]
    [InlineData(nameof(RetryOptions.BaseDelay), "-00:00:01")]
    [InlineData(nameof(RetryOptions.MaxDelay), "00:10:01")]
    [InlineData(nameof(RetryOptions.Backoff), "7")]
    [InlineData("Budget:Ratio", "1.01")]
    [InlineData("Budget:Ratio", "-0.01")]
    [InlineData("Budget:MinimumRetries", "-1")]
    [InlineData("Budget:MinimumRetries", "10001")]
    [InlineData("Budget:Window", "00:00:00.9")]
    [InlineData("Budget:Window", "00:10:01")]
    public void Validate_OutOfRange_NamesTheSetting(string setting, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new($"Retry:{setting}", value)]);
        builder.Services.AddValidatedOptions<RetryOptions>("Retry");
        using var provider = builder.Services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IOptions<RetryOptions>>().Value);

        Assert.StartsWith($"Retry:{setting} is ", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_BaseAboveCap_QuotesBothValues()
    {
        var result = Validate(
            options => (options.BaseDelay, options.MaxDelay) = (TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(11)));

        var failure = Assert.Single(result.Failures!);
        Assert.Contains(
            "BaseDelay is 00:00:12 and MaxDelay is 00:00:11: set BaseDelay to MaxDelay or less",
            failure,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_BaseEqualToCap_IsAccepted() =>
        Assert.True(Validate(options =>
            (options.BaseDelay, options.MaxDelay) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5))).Succeeded);

    private static ValidateOptionsResult Validate(Action<RetryOptions> change)
    {
        var options = new RetryOptions();
        change(options);
        return OptionsFaults.Of(options).ToResult();
    }
}
