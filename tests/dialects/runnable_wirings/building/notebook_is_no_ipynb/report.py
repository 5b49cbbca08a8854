print('a report')
