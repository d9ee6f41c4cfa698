using System.Net;
using System.Text.Json;
using PatientApi.Contracts;
using ServiceDefaults.Http;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Upstream;

/// <summary>
/// The reads of a patient API, whichever instance of it. Parameters that only the API can judge travel as they came, so that every request is
/// validated once, in one place.
/// </summary>
internal abstract class PatientReader(HttpClient http, TimeProvider clock)
{
    /// <summary>Reads one patient.</summary>
    public Task<ApiAnswer<PatientResponse>> GetAsync(Guid id, string? includeDetails, CancellationToken cancellationToken) =>
        ReadAsync<PatientResponse>(
            PatientOperations.Get,
            $"{PatientRoutes.PathOf(PatientRoutes.ById, id)}{Query(("includeDetails", includeDetails))}",
            cancellationToken);

    /// <summary>Reads one patient by the sender's identifier.</summary>
    /// <exception cref="ArgumentException">The external id is a dot segment, which no URL can carry: it would address another resource.</exception>
    public Task<ApiAnswer<PatientResponse>> GetByExternalIdAsync(string externalId, string? includeDetails, CancellationToken cancellationToken) =>
        ReadAsync<PatientResponse>(
            PatientOperations.GetByExternalId,
            $"{ExternalIdPath.Of(externalId)}{Query(("includeDetails", includeDetails))}",
            cancellationToken);

    /// <summary>Reads the few fields by which a patient is recognised.</summary>
    public Task<ApiAnswer<PatientSummary>> GetSummaryAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<PatientSummary>(
            PatientOperations.GetSummary, PatientRoutes.PathOf(PatientRoutes.Summary, id), cancellationToken);

    /// <summary>Reads one patient with what the details say.</summary>
    public Task<ApiAnswer<EnrichedPatient>> GetEnrichedAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<EnrichedPatient>(
            PatientOperations.GetEnriched, PatientRoutes.PathOf(PatientRoutes.Enriched, id), cancellationToken);

    /// <summary>Reads the hints for the desk.</summary>
    public Task<ApiAnswer<PatientRecommendations>> GetRecommendationsAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<PatientRecommendations>(
            PatientOperations.GetRecommendations,
            PatientRoutes.PathOf(PatientRoutes.Recommendations, id),
            cancellationToken);

    /// <summary>Reads several patients by one call.</summary>
    public Task<ApiAnswer<PatientBatch>> GetManyAsync(IEnumerable<Guid> ids, string? includeDetails, CancellationToken cancellationToken) =>
        // Commas mean themselves in a query, so they are not escaped.
        ReadAsync<PatientBatch>(
            "get_patients_batch",
            $"{PatientRoutes.Collection}{PatientRoutes.Batch}?ids={string.Join(',', ids)}{DetailsOf(includeDetails)}",
            cancellationToken);

    /// <summary>Reads one page of patients.</summary>
    public Task<ApiAnswer<PatientPage>> ListAsync(PatientQuery query, CancellationToken cancellationToken) =>
        ReadAsync<PatientPage>(
            "list_patients",
            $"{PatientRoutes.Collection}{Query(("search", query.Search), ("cursor", query.Cursor), ("limit", query.Limit))}",
            cancellationToken);

    /// <summary>Makes a request that telemetry knows by a name.</summary>
    /// <exception cref="BadHttpRequestException">What the caller sent is too long for an address: 414.</exception>
    protected static HttpRequestMessage Request(string operation, HttpMethod method, string pathAndQuery, PatientPayload? payload = null)
    {
        if (pathAndQuery.Length > PatientRoutes.MaxTargetLength)
        {
            // Sent on, the server of the API would refuse it, and that would look like a failure of the API.
            throw new BadHttpRequestException("The address is too long once it is escaped.", StatusCodes.Status414UriTooLong);
        }

        var request = new HttpRequestMessage(method, new Uri(pathAndQuery, UriKind.Relative)) { Content = payload?.ToContent() };
        request.SetOperation(operation);
        return request;
    }

    /// <summary>Sends a request and reads what was said to it.</summary>
    protected async Task<ApiAnswer<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken) where T : class
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = new ApiAnswer<T> { Status = response.StatusCode, ETag = response.Headers.ETag, IsReplayed = response.Headers.Contains(IdempotencyHeaders.Replayed) };
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => answer with { Value = await ReadAsync<T>(response, cancellationToken) },
            HttpStatusCode.NoContent => answer,
            var status when UpstreamProblem.IsAnsweredWith(status) => answer with { Problem = await UpstreamProblem.ReadAsync(response, cancellationToken) },
            _ => throw await UpstreamFailure.ReadAsync(response, clock, cancellationToken),
        };
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(PatientJson.Options, cancellationToken) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw UpstreamFailure.Unreadable(exception);
        }
        catch (InvalidOperationException exception)
        {
            // The charset of the answer is none.
            throw UpstreamFailure.Unreadable(new JsonException("The body is not in an encoding that is known.", exception));
        }
    }

    private static string DetailsOf(string? includeDetails) => includeDetails is null ? "" : $"&includeDetails={includeDetails}";

    private static QueryString Query(params (string Name, string? Value)[] parameters) =>
        QueryString.Create(parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    private async Task<ApiAnswer<T>> ReadAsync<T>(string operation, string pathAndQuery, CancellationToken cancellationToken) where T : class
    {
        using var request = Request(operation, HttpMethod.Get, pathAndQuery);
        return await SendAsync<T>(request, cancellationToken);
    }
}
