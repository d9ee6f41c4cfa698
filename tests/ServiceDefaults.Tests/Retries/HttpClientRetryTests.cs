using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

/// <summary>
/// The retry where it is used: in a handler of an HTTP client of the factory, on the clock of the host.
/// </summary>
public sealed class HttpClientRetryTests
{
    private readonly JumpingTimeProvider _time = new();
    private int _calls;

    [Theory]
    [InlineData("GET", 3, 3)]
    [InlineData("POST", 1, 0)]
    public async Task Send_V9ConnectionRefused_RetriesSafeMethodsOnly(string method, int calls, int seconds)
    {
        await using var services = Services();
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("dependency");
        using var request = new HttpRequestMessage(new(method), "http://dependency/");

        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal((calls, TimeSpan.FromSeconds(seconds)), (_calls, _time.Elapsed));
    }

    private ServiceProvider Services()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddErrors();
        builder.Services.AddHttpClient("dependency")
            .ConfigurePrimaryHttpMessageHandler(() => new Refusing(() => _calls++))
            .AddResilienceHandler("dependency", (pipeline, context) =>
            {
                var options = new RetryOptions { UseJitter = false };
                pipeline.AddDependencyRetry(HttpRetry.Create(
                    options,
                    new(options.Budget, _time),
                    context.ServiceProvider.GetRequiredService<IErrorClassifier>(),
                    context.ServiceProvider.GetRequiredService<TimeProvider>()));
            });
        return builder.Services.BuildServiceProvider();
    }

    private sealed class Refusing(Action called) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            called();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "x", null, statusCode: null);
        }
    }
}
