using Pepay.Simulator.Control;
using Pepay.Simulator.State;
using Pepay.Simulator.Validation;

namespace Pepay.Simulator.Http;

/// <summary>
/// The way of every REST call: faults, authentication, idempotency, validation against the specification, the handler, extras,
/// validation of the answer.
/// </summary>
internal sealed class ApiGateway(
    IProviderFront front, SpecValidator validator, ViolationLog violations, FaultPlan faults, StateStore store, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder endpoints, IEnumerable<ApiRoute> routes)
    {
        var pathBase = "/" + front.Name;
        foreach (var route in routes)
        {
            endpoints.MapMethods(pathBase + route.Path, [route.Method], async context =>
            {
                if (await ReadAsync(context) is { } request)
                    await RunAsync(context, request, route);
            });
        }
    }

    public async Task RefuseUnknownAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } request)
            return;
        violations.Add(new Violation(front.Name, "request", null, request.Line, "There is no such operation."));
        var body = front.Error(StatusCodes.Status404NotFound, $"{request.Line} is no operation of this API.", null);
        await new ApiAnswer { Status = StatusCodes.Status404NotFound, Body = body }.WriteAsync(context, request.Id);
    }

    // Null: the call was answered already.
    private async Task<ApiRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            return await ApiRequest.ReadAsync(context, "/" + front.Name, context.RequestAborted);
        }
        catch (ApiFailure failure)
        {
            await Failed(failure).WriteAsync(context, SimulatorContext.NewId("req_"));
            return null;
        }
    }

    private async Task RunAsync(HttpContext context, ApiRequest request, ApiRoute route)
    {
        var answer = faults.TakeAnswer(request.Line) is { } fault
            ? store.Change(() => Injected(request, route, fault))
            : await ProcessAsync(request, route);
        if (faults.TakeLostAnswer(request.Line))
            context.Abort();
        else
            await answer.WriteAsync(context, request.Id);
    }

    private async Task<ApiAnswer> ProcessAsync(ApiRequest request, ApiRoute route)
    {
        if (store.Change(() => Begin(request, route)) is { } early)
            return early;
        // Not the caller's token: a provider goes on working when the client has hung up.
        if (faults.TakeHang(request.Line) is { } hang)
            await Task.Delay(TimeSpan.FromMilliseconds(hang.Ms), time, CancellationToken.None);
        return store.Change(() => Finish(request, route));
    }

    private ApiAnswer? Begin(ApiRequest request, ApiRoute route)
    {
        try
        {
            front.Authenticate(request, route);
            return front.Begin(request, route);
        }
        catch (ApiFailure failure)
        {
            return Failed(failure);
        }
    }

    private ApiAnswer Finish(ApiRequest request, ApiRoute route)
    {
        front.Enter(request);
        var answer = Handle(request, route);
        if (answer.Status < 400)
            front.AddExtras(answer.Body);
        if (!answer.IsUnchecked && validator.CheckAnswer(route.Method, route.Path, answer) is { } problem)
            violations.Add(new Violation(front.Name, "response", problem.Operation, request.Line, problem.Message));
        front.Complete(request, route, answer);
        return answer;
    }

    private ApiAnswer Handle(ApiRequest request, ApiRoute route)
    {
        try
        {
            if (validator.CheckRequest(route.Method, route.Path, request) is not { } problem)
                return route.Handle(request);
            violations.Add(new Violation(front.Name, "request", problem.Operation, request.Line, problem.Message));
            return Failed(ApiFailure.Invalid($"{problem.Operation ?? "?"} ({request.Line}): {problem.Message}"));
        }
        catch (ApiFailure failure)
        {
            return Failed(failure);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            violations.Add(new Violation(front.Name, "simulator", null, request.Line, e.ToString()));
            return Failed(new ApiFailure(StatusCodes.Status500InternalServerError, $"The simulator failed: {e.Message}"));
        }
    }

    private ApiAnswer Injected(ApiRequest request, ApiRoute route, AnswerFault fault)
    {
        var answer = new ApiAnswer
        {
            Status = fault.Status,
            Body = front.Error(fault.Status, "A fault that the control API asked for.", null),
            RetryAfter = fault.RetryAfter,
        };
        if (fault.Store && front.KeepsFailures && Begin(request, route) is { } early)
            return early;
        if (fault.Store && front.KeepsFailures)
            front.Complete(request, route, answer);
        return answer;
    }

    private ApiAnswer Failed(ApiFailure failure) =>
        new() { Status = failure.Status, Body = front.Error(failure.Status, failure.Message, failure.Code) };
}
