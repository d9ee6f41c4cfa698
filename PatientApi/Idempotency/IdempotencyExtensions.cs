using PatientApi.Data;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>Registers idempotent writes.</summary>
internal static class IdempotencyExtensions
{
    public static IHostApplicationBuilder AddIdempotency(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<IdempotencyOptions>().BindConfiguration(IdempotencyOptions.Section)
            .Validate(options => options.KeepFor >= IdempotencyOptions.Least, $"{IdempotencyOptions.Section}:{nameof(IdempotencyOptions.KeepFor)} must be at least {IdempotencyOptions.Least}: callers may repeat a write for 24 hours, the last of them may wait for 24 more, and its delivery takes time.")
            .Validate(options => options.PurgeInterval > TimeSpan.Zero, $"{IdempotencyOptions.Section}:{nameof(IdempotencyOptions.PurgeInterval)} must be greater than zero.")
            .Validate(options => options.PurgeBatchSize is >= 1 and <= IdempotencyOptions.LargestPurgeBatchSize, $"{IdempotencyOptions.Section}:{nameof(IdempotencyOptions.PurgeBatchSize)} must be between 1 and {IdempotencyOptions.LargestPurgeBatchSize}.")
            .Validate(options => options.ResolveWithin > TimeSpan.Zero, $"{IdempotencyOptions.Section}:{nameof(IdempotencyOptions.ResolveWithin)} must be greater than zero.")
            .ValidateOnStart();
        builder.Services.AddSingleton<LostCommits>();
        builder.Services.AddSingleton<IdempotentWrites>();
        builder.Services.AddSingleton<AnswerPurge>();
        if (!DatabaseOptions.Of(builder.Configuration).ReadOnly)
        {
            builder.Services.AddHostedService(services => services.GetRequiredService<AnswerPurge>());
        }

        return builder;
    }

    /// <summary>
    /// Lets the route accept an <c>Idempotency-Key</c>. Its handler must run its work through
    /// <see cref="IdempotentWrites"/>.
    /// </summary>
    public static RouteHandlerBuilder IsDoneOnce(this RouteHandlerBuilder route) => route
        .TakesIdempotencyKey()
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
}
