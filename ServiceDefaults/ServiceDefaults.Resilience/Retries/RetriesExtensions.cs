using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Retries.Internal;

namespace ServiceDefaults.Retries;

/// <summary>What retries need from the host.</summary>
public static class RetriesExtensions
{
    /// <summary>Adds <see cref="IRetryBudgets"/>, which outlive every pipeline, and the validator of <see cref="RetryOptions"/>.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host that retries.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddRetries<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IRetryBudgets, RetryBudgets>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetryOptions>, RetryOptionsValidator>());
        return builder;
    }
}
