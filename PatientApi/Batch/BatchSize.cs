using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace PatientApi.Batch;

/// <summary>Keeps the answer to a batch within the largest that a client takes. A patient who does not fit is named as such, and is read alone, where one always fits.</summary>
internal static class BatchSize
{
    private static readonly string TooLarge = string.Create(
        CultureInfo.InvariantCulture, $"With this patient the answer to the batch would be larger than {PatientLimits.MaxAnswerBytes} bytes. Read the patient alone.");

    /// <summary>The items in their order, of which those that do not fit are answered with 413.</summary>
    /// <param name="items">All items.</param>
    /// <param name="json">How they are written.</param>
    public static IReadOnlyList<PatientBatchItem> Fit(IEnumerable<PatientBatchItem> items, JsonSerializerOptions json)
    {
        var left = PatientLimits.MaxAnswerBytes - PatientLimits.EnvelopeBytes;
        var fitting = new List<PatientBatchItem>();
        foreach (var item in items)
        {
            // A problem, too, has its place in the envelope of an item.
            var size = PatientLimits.EnvelopeBytes + (item.Value?.Details is { } details ? JsonSerializer.SerializeToUtf8Bytes(details, json).Length : 0);
            var fits = size <= left - (PatientLimits.EnvelopeBytes * (PatientBatch.MaxIds - fitting.Count - 1));
            left -= fits ? size : PatientLimits.EnvelopeBytes;
            fitting.Add(fits ? item : Refuse(item));
        }

        return fitting;
    }

    private static PatientBatchItem Refuse(PatientBatchItem item)
    {
        var problem = TypedResults.Problem(TooLarge, statusCode: StatusCodes.Status413PayloadTooLarge).ProblemDetails;
        ProblemFields.Write(problem, ClassifiedErrors.BusinessLogic(StatusCodes.Status413PayloadTooLarge));
        return new() { Id = item.Id, Status = StatusCodes.Status413PayloadTooLarge, Problem = problem };
    }
}
